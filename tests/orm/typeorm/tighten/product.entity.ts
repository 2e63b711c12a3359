import { Column, Entity, JoinTable, ManyToMany, PrimaryGeneratedColumn, Unique, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Tag } from './tag.entity';
import { Client } from './client.entity';

@Entity()
@Unique(['clientId', 'sku'])
@Unique('UQ_5501784a04209cd0be7e4007344', ['clientId', 'maker', 'name'])
@Unique(['clientId', 'id'])
export class Product {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  sku: string;

  @Column()
  maker: string;

  @Column()
  name: string;

  @ManyToMany(() => Tag)
  @JoinTable({ name: 'product_tags', synchronize: false })
  tags: Tag[];

  @Index()
  @Column({ name: 'client_id', type: 'text' })
  clientId: string;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client;
}
