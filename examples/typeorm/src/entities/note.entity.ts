import { ChildEntity, Column, Entity, ManyToOne, PrimaryGeneratedColumn, TableInheritance } from 'typeorm';
import { Customer } from './customer.entity';
import { Order } from './order.entity';

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
}

@ChildEntity('order')
export class OrderNote extends Note {
  @ManyToOne(() => Order)
  order: Order;
}
