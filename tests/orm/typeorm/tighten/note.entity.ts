import { ChildEntity, Column, Entity, ManyToOne, PrimaryGeneratedColumn, TableInheritance, Index, JoinColumn, ForeignKey } from 'typeorm';
import { Customer } from './customer.entity';
import { Order } from './order.entity';
import { Client } from './client.entity';

/** Notes on customers and on orders, in one table. */
@Entity()
@TableInheritance({ column: { name: 'kind', type: 'varchar' } })
@ForeignKey(() => Customer, ['clientId', 'customerId'], ['clientId', 'id'])
@ForeignKey(() => Order, ['clientId', 'orderId'], ['clientId', 'id'])
export class Note {
  @PrimaryGeneratedColumn()
  id: number;

  @Column('text')
  text: string;

  @ManyToOne(() => Customer, { createForeignKeyConstraints: false })
  customer: Customer;

  @Index()
  @Column({ name: 'client_id', type: 'text' })
  clientId: string;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client;
}

@ChildEntity('order')
export class OrderNote extends Note {
  @ManyToOne(() => Order, { createForeignKeyConstraints: false })
  order: Order;
}
