import { Column, Entity, JoinTable, ManyToMany, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Tag } from './tag.entity';

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
  @JoinTable({ name: 'product_tags' })
  tags: Tag[];
}
