export * from './pgbouncer.js'
export * from './postgres.js'
export * from './redis.js'
export * from './redis-cluster.js'
