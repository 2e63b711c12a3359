import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Address } from './address';
import { Base } from './base.entity';
import { Client } from './client.entity';

@Entity()
@Index(['lastName', 'firstName'])
export class Customer extends Base {
  @Column()
  firstName: string;

  @Column()
  lastName: string;

  @Index({ unique: true, where: '"phone" IS NOT NULL' })
  @Column({ nullable: true })
  phone?: string;

  @Column(() => Address)
  address: Address;

  @Index()
  @Column({ name: 'client_id', type: 'text', nullable: true })
  clientId: string | null;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client | null;
}
