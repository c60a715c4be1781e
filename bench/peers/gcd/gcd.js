"use strict";

function gcd(a, b) {
    while (b !== 0) {
        const rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

const n = Number(process.argv[2]);
let sum = 0;
for (let i = 1; i <= n; i++) {
    for (let j = 1; j <= n; j++) sum += gcd(i, j);
}
console.log(`${sum}`);
