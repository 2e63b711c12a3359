import { Column, Entity, Index, JoinColumn, ManyToOne, OneToMany } from 'typeorm';
import { Base } from './base.entity';
import { Customer } from './customer.entity';
import { OrderLine } from './order-line.entity';
import { User } from './user.entity';
import { Client } from './client.entity';

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

  @Index()
  @Column({ name: 'client_id', type: 'text', nullable: true })
  clientId: string | null;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client | null;
}
