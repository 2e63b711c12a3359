import { Column, Entity, Index, JoinColumn, ManyToOne, OneToMany } from 'typeorm';
import { Base } from './base.entity';
import { Customer } from './customer.entity';
import { OrderLine } from './order-line.entity';
import { User } from './user.entity';

@Entity({ name: 'orders' })
export class Order extends Base {
  @Column({ unique: true })
  number: number;

  @Column({ name: 'customer_id' })
  customerId: string;

  @ManyToOne(() => Customer, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'customer_id' })
  customer: Customer;

  @Index()
  @ManyToOne(() => User, (user) => user.orders, { nullable: true, onDelete: 'SET NULL' })
  seller: User | null;

  @OneToMany(() => OrderLine, (line) => line.order)
  lines: OrderLine[];
}
