using Lang.Native.Tiering;

namespace Lang.Tests.Native;

/// <summary>What wakes running code when its time is up.</summary>
public sealed class AlarmTests
{
    [Fact]
    public void Rings_again_and_again_on_no_thread_of_the_pool()
    {
        using var rung = new CountdownEvent(3);
        bool isOfPool = false;
        using (new Alarm(TimeSpan.Zero, 1, () =>
        {
            isOfPool |= Thread.CurrentThread.IsThreadPoolThread;
            if (!rung.IsSet)
                rung.Signal();
        }))
        {
            rung.Wait();
        }
        isOfPool.Should().BeFalse("the host may keep the pool busy");
    }

    [Fact]
    public void One_that_is_far_does_not_hold_up_one_that_is_near()
    {
        using var rung = new ManualResetEventSlim();
        bool farRang = false;
        using var far = new Alarm(TimeSpan.FromDays(20), 1, () => farRang = true);
        using var near = new Alarm(TimeSpan.FromMilliseconds(1), 1, rung.Set);
        rung.Wait();
        farRang.Should().BeFalse();
    }
}
