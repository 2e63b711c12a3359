import { ChildEntity, Column, Entity, ManyToOne, PrimaryGeneratedColumn, TableInheritance, Index, JoinColumn } from 'typeorm';
import { Customer } from './customer.entity';
import { Order } from './order.entity';
import { Client } from './client.entity';

/** Notes on customers and on orders, in one table. */
@Entity()
@TableInheritance({ column: { name: 'kind', type: 'varchar' } })
export class Note {
  @PrimaryGeneratedColumn()
  id: number;

  @Column('text')
  text: string;

  @ManyToOne(() => Customer)
  customer: Customer;

  @Index()
  @Column({ name: 'client_id', type: 'text', nullable: true })
  clientId: string | null;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client | null;
}

@ChildEntity('order')
export class OrderNote extends Note {
  @ManyToOne(() => Order)
  order: Order;
}
