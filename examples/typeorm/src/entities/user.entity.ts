import { Column, Entity, OneToMany } from 'typeorm';
import { Base } from './base.entity';
import { Order } from './order.entity';

@Entity('users')
export class User extends Base {
  @Column({ length: 200, unique: true })
  email: string; // people log in with it

  @Column({ nullable: true })
  name?: string;

  @OneToMany(() => Order, (order) => order.seller)
  orders: Order[];
}
