"use strict";

function sieve(n) {
    const composite = new Uint8Array(n + 1);
    let count = 0;
    for (let i = 2; i <= n; i++) {
        if (composite[i] === 0) {
            count += 1;
            for (let j = i * i; j <= n; j += i) composite[j] = 1;
        }
    }
    return count;
}

const rounds = Number(process.argv[2]);
let sum = 0;
for (let i = 0; i < rounds; i++) sum += sieve(1000000 + i);
console.log(`${sum}`);
