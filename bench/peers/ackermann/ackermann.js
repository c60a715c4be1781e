"use strict";

function ack(m, n) {
    if (m === 0) return n + 1;
    if (n === 0) return ack(m - 1, 1);
    return ack(m - 1, ack(m, n - 1));
}

const rounds = Number(process.argv[2]);
let sum = 0;
for (let i = 0; i < rounds; i++) sum += ack(3, 5 + i % 3);
console.log(`${sum}`);
