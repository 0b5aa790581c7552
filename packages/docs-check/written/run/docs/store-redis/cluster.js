import { redisStore } from '@vidhook/redis';
import { Cluster } from 'ioredis';
export const store = redisStore(new Cluster(['redis://node-1:6379', 'redis://node-2:6379']));
