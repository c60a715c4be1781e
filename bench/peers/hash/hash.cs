namespace Peers;

internal static class Hash
{
    public static void Run(long n)
    {
        long state = 2463534242, h = 0x811C9DC5;
        for (long i = 0; i < n; i++)
        {
            state ^= (state << 13) & 0xFFFFFFFF;
            state ^= state >> 17;
            state ^= (state << 5) & 0xFFFFFFFF;
            h = ((h ^ (state & 0xFF)) * 65599) & 0xFFFFFFFF;
            h ^= h >> 15;
        }
        Console.WriteLine($"{h} {state}");
    }
}
