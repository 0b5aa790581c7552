import { memoryStore } from '@vidhook/core';
import { storeContract } from '@vidhook/core/testing';
import { describe, test } from 'vitest';
describe('my store keeps the contract', () => {
    for (const { name, run } of storeContract) {
        test(name, async () => {
            let now = 0;
            const store = memoryStore({ now: () => now }); // yours
            await run({
                store,
                elapse: (ms) => {
                    now += ms;
                },
            });
        });
    }
});
