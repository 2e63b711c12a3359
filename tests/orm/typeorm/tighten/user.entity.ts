import { Column, Entity, OneToMany, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import { Base } from './base.entity';
import { Order } from './order.entity';
import { Client } from './client.entity';

@Entity('users')
@Unique(['clientId', 'id'])
@Unique(['clientId', 'email'])
export class User extends Base {
  @Column({ length: 200 })
  email: string; // people log in with it

  @Column({ nullable: true })
  name?: string;

  @OneToMany(() => Order, (order) => order.seller)
  orders: Order[];

  @Index()
  @Column({ name: 'client_id', type: 'text' })
  clientId: string;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client;
}
