import { EVENT } from '../src/scenarios.js'

/** Bodies as JoggAI sends them, with signatures from another program: `openssl dgst -sha256 -hmac <secret>`. */
export const vectors: Readonly<Record<string, { readonly body: string; readonly signature: string }>> = {
  'with a secret as in the guide': {
    body: `{"event":"${EVENT}","event_id":"evt_vector_1","timestamp":1732147200,"data":{"script_id":"s_1"}}`,
    signature: '8861b6a701bfdb318d57b3fde77aa33a3dd795ba4f87578a123b34803702f29a',
  },
  'with a secret and a body beyond ASCII': {
    body: `{\n"event_id" : "evt_vector_2" ,\n"event" : "${EVENT}", "data": {"title":"é 🎬"}, "timestamp": 1.0e3}`,
    signature: 'e61a5f453afc0664d875b6eaf580bd5287e886ed6d45bb56b1b204d61c86b897',
  },
  // Its id is so long that the store gets its hash.
  'with a secret longer than a block of SHA-256': {
    body: `{"event_id":"${'evt_ü'.repeat(60)}","event":"${EVENT}","timestamp":1,"data":{}}`,
    signature: '538cfa428c2e31948779d67abc71f59fc9076f7f6fb535f43498e3ba09aa7b25',
  },
}
