// Float arithmetic on small arrays: the planets' orbits, from the Computer Language Benchmarks Game.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double energy(double *x, double *y, double *z, double *vx, double *vy, double *vz, double *mass, int64_t bodies)
{
    double e = 0.0;
    for (int64_t i = 0; i < bodies; i++) {
        e += 0.5 * mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i]);
        for (int64_t j = i + 1; j < bodies; j++) {
            double dx = x[i] - x[j], dy = y[i] - y[j], dz = z[i] - z[j];
            e -= mass[i] * mass[j] / sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return e;
}

static void advance(double *x, double *y, double *z, double *vx, double *vy, double *vz, double *mass, int64_t n, double dt)
{
    for (int64_t i = 0; i < n; i++) {
        double xi = x[i], yi = y[i], zi = z[i], mi = mass[i];
        for (int64_t j = i + 1; j < n; j++) {
            double dx = xi - x[j], dy = yi - y[j], dz = zi - z[j];
            double d2 = dx * dx + dy * dy + dz * dz;
            double mag = dt / (d2 * sqrt(d2));
            double mj = mass[j] * mag;
            vx[i] -= dx * mj;
            vy[i] -= dy * mj;
            vz[i] -= dz * mj;
            double m = mi * mag;
            vx[j] += dx * m;
            vy[j] += dy * m;
            vz[j] += dz * m;
        }
    }
    for (int64_t i = 0; i < n; i++) {
        x[i] += dt * vx[i];
        y[i] += dt * vy[i];
        z[i] += dt * vz[i];
    }
}

int main(int argc, char **argv)
{
    int64_t n = atoll(argv[1]);
    double x[] = { 0.0, 4.84143144246472090, 8.34336671824457987, 12.8943695621391310, 15.3796971148509165 };
    double y[] = { 0.0, -1.16032004402742839, 4.12479856412430479, -15.1111514016986312, -25.9193146099879641 };
    double z[] = { 0.0, -0.103622044471123109, -0.403523417114321381, -0.223307578892655734, 0.179258772950371181 };
    double vx[] = { 0.0, 0.00166007664274403694, -0.00276742510726411, 0.00296460137564761618, 0.00268067772490389322 };
    double vy[] = { 0.0, 0.00769901118419740425, 0.00499852801234917238, 0.0023784717395948095, 0.00162824170038242295 };
    double vz[] = { 0.0, -0.0000690460016972063023, 0.0000230417297573763929, -0.0000296589568540237556, -0.0000951592254519715870 };
    double mass[] = { 1.0, 0.000954791938424326609, 0.000285885980666130812, 0.0000436624404335156298, 0.0000515138902046611451 };

    double solar = 4.0 * 3.141592653589793 * 3.141592653589793;
    double px = 0.0, py = 0.0, pz = 0.0;
    for (int64_t i = 0; i < 5; i++) {
        mass[i] *= solar;
        vx[i] *= 365.24;
        vy[i] *= 365.24;
        vz[i] *= 365.24;
        px += vx[i] * mass[i];
        py += vy[i] * mass[i];
        pz += vz[i] * mass[i];
    }
    vx[0] = -px / solar;
    vy[0] = -py / solar;
    vz[0] = -pz / solar;

    for (int64_t i = 0; i < n; i++) advance(x, y, z, vx, vy, vz, mass, 5, 0.01);
    printf("%lld\n", (long long)(energy(x, y, z, vx, vy, vz, mass, 5) * 1e12));
    return 0;
}
