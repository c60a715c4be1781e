"use strict";

function sort(a, low, high) {
    while (low < high) {
        const pivot = a[Math.floor((low + high) / 2)];
        let i = low, j = high;
        while (i <= j) {
            while (a[i] < pivot) i += 1;
            while (a[j] > pivot) j -= 1;
            if (i <= j) {
                const t = a[i];
                a[i] = a[j];
                a[j] = t;
                i += 1;
                j -= 1;
            }
        }
        if (j - low < high - i) {
            sort(a, low, j);
            low = i;
        } else {
            sort(a, i, high);
            high = j;
        }
    }
}

const rounds = Number(process.argv[2]), n = 100000;
const a = new Array(n).fill(0);
let seed = 42, sum = 0;
for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) {
        seed = seed * 16807 % 2147483647;
        a[i] = seed;
    }
    sort(a, 0, n - 1);
    for (let i = 0; i < n; i++) sum = (sum + a[i] * i) % 1000000007;
}
console.log(`${sum}`);
