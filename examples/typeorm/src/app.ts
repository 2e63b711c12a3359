import dataSource from './data-source';
import { Customer } from './entities/customer.entity';
import { Order } from './entities/order.entity';
import { User } from './entities/user.entity';

/** Take an order. */
export async function order(seller: User, phone: string, number: number): Promise<Order> {
  const customers = dataSource.getRepository(Customer);
  const found = await customers.findOneBy({ phone });
  const customer = found ?? (await customers.save({ firstName: 'New', lastName: 'Customer', phone, address: {} }));
  return dataSource.getRepository(Order).save({ number, customer, seller });
}
