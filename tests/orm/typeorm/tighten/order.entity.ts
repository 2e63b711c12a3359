import { Column, Entity, Index, JoinColumn, ManyToOne, OneToMany, ForeignKey, Unique } from 'typeorm';
import { Base } from './base.entity';
import { Customer } from './customer.entity';
import { OrderLine } from './order-line.entity';
import { User } from './user.entity';
import { Client } from './client.entity';

@Entity({ name: 'orders' })
@Unique(['clientId', 'id'])
@Unique(['clientId', 'number'])
@ForeignKey(() => User, ['clientId', 'sellerId'], ['clientId', 'id'], { onDelete: 'SET NULL' })
@ForeignKey(() => Customer, ['clientId', 'customerId'], ['clientId', 'id'], { onDelete: 'CASCADE' })
export class Order extends Base {
  @Column()
  number: number;

  @Column({ name: 'customer_id' })
  customerId: string;

  @ManyToOne(() => Customer, { onDelete: 'CASCADE', createForeignKeyConstraints: false })
  @JoinColumn({ name: 'customer_id' })
  customer: Customer;

  @Index()
  @ManyToOne(() => User, (user) => user.orders, { nullable: true, onDelete: 'SET NULL', createForeignKeyConstraints: false })
  seller: User | null;

  @OneToMany(() => OrderLine, (line) => line.order)
  lines: OrderLine[];

  @Index()
  @Column({ name: 'client_id', type: 'text' })
  clientId: string;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client;
}
