"use strict";

function tak(x, y, z) {
    if (y >= x) return z;
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

const rounds = Number(process.argv[2]);
let sum = 0;
for (let i = 0; i < rounds; i++) sum += tak(18, 12, 6 - i % 2);
console.log(`${sum}`);
