import { Redis } from 'ioredis';
import { createClient } from 'redis';
export const ioredis = new Redis({ enableOfflineQueue: false, maxRetriesPerRequest: 1 });
export const nodeRedis = createClient({ disableOfflineQueue: true });
