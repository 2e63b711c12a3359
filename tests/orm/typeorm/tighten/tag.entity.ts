import { Column, Entity, PrimaryGeneratedColumn, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import { Client } from './client.entity';

@Entity()
@Unique(['clientId', 'id'])
@Unique(['clientId', 'label'])
export class Tag {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'text' })
  label: string;

  @Index()
  @Column({ name: 'client_id', type: 'text' })
  clientId: string;

  @ManyToOne(() => Client)
  @JoinColumn({ name: 'client_id' })
  client: Client;
}
