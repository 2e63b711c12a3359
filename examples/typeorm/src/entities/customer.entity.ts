import { Column, Entity, Index } from 'typeorm';
import { Address } from './address';
import { Base } from './base.entity';

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
}
