import { Column, Entity, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import { Address } from './address';
import { Base } from './base.entity';
import { Client } from './client.entity';

@Entity()
@Index(['lastName', 'firstName'])
@Unique(['clientId', 'id'])
@Index('IDX_3b9c879a4254ecb1cfe9f941fc', ['clientId', 'phone'], { unique: true, where: '(phone IS NOT NULL)' })
export class Customer extends Base {
  @Column()
  firstName: string;

  @Column()
  lastName: string;

  @Column({ nullable: true })
  phone?: string;

  @Column(() => Address)
  address: Address;

  @Index()
  @Column({ name: 'client_id', type: 'text' })
  clientId: string;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client;
}
