import { Column, Entity, OneToMany, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Base } from './base.entity';
import { Order } from './order.entity';
import { Client } from './client.entity';

@Entity('users')
export class User extends Base {
  @Column({ length: 200, unique: true })
  email: string; // people log in with it

  @Column({ nullable: true })
  name?: string;

  @OneToMany(() => Order, (order) => order.seller)
  orders: Order[];

  @Index()
  @Column({ name: 'client_id', type: 'text', nullable: true })
  clientId: string | null;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client | null;
}
