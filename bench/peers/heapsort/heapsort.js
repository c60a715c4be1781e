"use strict";

function sift(a, root, end) {
    const value = a[root];
    for (;;) {
        let child = 2 * root + 1;
        if (child >= end) break;
        if (child + 1 < end && a[child] < a[child + 1]) child += 1;
        if (value >= a[child]) break;
        a[root] = a[child];
        root = child;
    }
    a[root] = value;
}

function sort(a, n) {
    for (let i = Math.floor(n / 2) - 1; i >= 0; i--) sift(a, i, n);
    for (let end = n - 1; end > 0; end--) {
        const t = a[0];
        a[0] = a[end];
        a[end] = t;
        sift(a, 0, end);
    }
}

const rounds = Number(process.argv[2]), n = 100000;
const a = new Float64Array(n);
let seed = 7, sum = 0;
for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) {
        seed = seed * 16807 % 2147483647;
        a[i] = seed / 2147483648;
    }
    sort(a, n);
    for (let i = 0; i < n; i++) sum += a[i] * (i % 16);
}
console.log(`${Math.floor(sum * 1000)}`);
