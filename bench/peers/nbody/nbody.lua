local sqrt = math.sqrt

local function energy(x, y, z, vx, vy, vz, mass)
    local e = 0.0
    for i = 1, #mass do
        e = e + 0.5 * mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i])
        for j = i + 1, #mass do
            local dx = x[i] - x[j]
            local dy = y[i] - y[j]
            local dz = z[i] - z[j]
            e = e - mass[i] * mass[j] / sqrt(dx * dx + dy * dy + dz * dz)
        end
    end
    return e
end

local function advance(x, y, z, vx, vy, vz, mass, dt)
    local n = #mass
    for i = 1, n do
        local xi = x[i]
        local yi = y[i]
        local zi = z[i]
        local mi = mass[i]
        for j = i + 1, n do
            local dx = xi - x[j]
            local dy = yi - y[j]
            local dz = zi - z[j]
            local d2 = dx * dx + dy * dy + dz * dz
            local mag = dt / (d2 * sqrt(d2))
            local mj = mass[j] * mag
            vx[i] = vx[i] - dx * mj
            vy[i] = vy[i] - dy * mj
            vz[i] = vz[i] - dz * mj
            local m = mi * mag
            vx[j] = vx[j] + dx * m
            vy[j] = vy[j] + dy * m
            vz[j] = vz[j] + dz * m
        end
    end
    for i = 1, n do
        x[i] = x[i] + dt * vx[i]
        y[i] = y[i] + dt * vy[i]
        z[i] = z[i] + dt * vz[i]
    end
end

local n = tonumber(arg[1])
local x = {0.0, 4.84143144246472090, 8.34336671824457987, 12.8943695621391310, 15.3796971148509165}
local y = {0.0, -1.16032004402742839, 4.12479856412430479, -15.1111514016986312, -25.9193146099879641}
local z = {0.0, -0.103622044471123109, -0.403523417114321381, -0.223307578892655734, 0.179258772950371181}
local vx = {0.0, 0.00166007664274403694, -0.00276742510726411, 0.00296460137564761618, 0.00268067772490389322}
local vy = {0.0, 0.00769901118419740425, 0.00499852801234917238, 0.0023784717395948095, 0.00162824170038242295}
local vz = {0.0, -0.0000690460016972063023, 0.0000230417297573763929, -0.0000296589568540237556, -0.0000951592254519715870}
local mass = {1.0, 0.000954791938424326609, 0.000285885980666130812, 0.0000436624404335156298, 0.0000515138902046611451}

local solar = 4.0 * 3.141592653589793 * 3.141592653589793
local px = 0.0
local py = 0.0
local pz = 0.0
for i = 1, #mass do
    mass[i] = mass[i] * solar
    vx[i] = vx[i] * 365.24
    vy[i] = vy[i] * 365.24
    vz[i] = vz[i] * 365.24
    px = px + vx[i] * mass[i]
    py = py + vy[i] * mass[i]
    pz = pz + vz[i] * mass[i]
end
vx[1] = -px / solar
vy[1] = -py / solar
vz[1] = -pz / solar

for i = 1, n do advance(x, y, z, vx, vy, vz, mass, 0.01) end
local e = energy(x, y, z, vx, vy, vz, mass) * 1e12
print(string.format("%.0f", e < 0 and math.ceil(e) or math.floor(e)))
