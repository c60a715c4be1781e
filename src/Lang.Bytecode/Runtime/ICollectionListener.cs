namespace Lang.Bytecode.Runtime;

/// <summary>Is told of collections.</summary>
internal interface ICollectionListener
{
    /// <summary>Whether it wants to be told. Asked before each collection, so that nobody looks at the clock in vain.</summary>
    bool IsListening { get; }

    /// <summary>A collection is over. Called on the VM's thread.</summary>
    /// <param name="pause">How long it took.</param>
    /// <param name="freedBytes">Memory that it found unused; what rounding to size classes and unused parts of blocks cost is part of it.</param>
    /// <param name="liveBytes">Memory that is in use after it.</param>
    void Collected(TimeSpan pause, long freedBytes, long liveBytes);
}
