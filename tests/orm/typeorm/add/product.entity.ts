import { Column, Entity, JoinTable, ManyToMany, PrimaryGeneratedColumn, Unique, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Tag } from './tag.entity';
import { Client } from './client.entity';

@Entity()
@Unique(['sku'])
@Unique('product_name_per_maker', ['maker', 'name'])
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
  @Column({ name: 'client_id', type: 'text', nullable: true })
  clientId: string | null;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client | null;
}
