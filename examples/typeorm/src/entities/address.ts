import { Column } from 'typeorm';

/** Embedded in customers. */
export class Address {
  @Column({ nullable: true })
  street: string;

  @Column({ nullable: true })
  city: string;
}
