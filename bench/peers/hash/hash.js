"use strict";

const n = Number(process.argv[2]);
let state = 2463534242 | 0, h = 0x811C9DC5 | 0;
for (let i = 0; i < n; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    h = Math.imul(h ^ (state & 0xFF), 65599);
    h ^= h >>> 15;
}
console.log(`${h >>> 0} ${state >>> 0}`);
