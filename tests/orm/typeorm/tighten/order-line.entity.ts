import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, Index, JoinColumn, ForeignKey } from 'typeorm';
import { Order } from './order.entity';
import { Product } from './product.entity';
import { Client } from './client.entity';

@Entity()
@ForeignKey(() => Order, ['clientId', 'orderId'], ['clientId', 'id'], { onDelete: 'CASCADE' })
@ForeignKey(() => Product, ['clientId', 'productId'], ['clientId', 'id'])
export class OrderLine {
  @PrimaryGeneratedColumn()
  id: number;

  @ManyToOne(() => Order, (order) => order.lines, { nullable: false, onDelete: 'CASCADE', createForeignKeyConstraints: false })
  order: Order;

  @ManyToOne(() => Product, { nullable: false, createForeignKeyConstraints: false })
  product: Product;

  @Column('int')
  quantity: number;

  @Index()
  @Column({ name: 'client_id', type: 'text' })
  clientId: string;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client;
}
