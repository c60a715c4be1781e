"use strict";

const n = Number(process.argv[2]);
let i = 0, sum = 0;
while (i < n) {
    if (i % 3 === 0 || i % 5 === 0) sum += Math.floor(i / 7);
    i += 1;
}
console.log(`${sum}`);
