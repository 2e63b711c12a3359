import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) });

export async function signUp(email: string) {
  return prisma.user.create({ data: { email } });
}

export async function begin(userId: string, title: string, slug: string) {
  return prisma.chat.create({ data: { userId, title, slug } });
}

export async function say(chatId: string, number: number, content: string) {
  return prisma.message.create({ data: { chatId, number, content } });
}

export async function read(chatId: string) {
  return prisma.message.findMany({ where: { chatId }, orderBy: { number: 'asc' } });
}

export async function rename(id: string, title: string) {
  return prisma.chat.update({ where: { id }, data: { title } });
}
