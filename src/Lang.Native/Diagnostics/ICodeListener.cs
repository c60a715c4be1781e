namespace Lang.Native.Diagnostics;

/// <summary>Is told what generated code there is: for programs outside that want to name it.</summary>
/// <remarks>
/// The code cache calls it when code has its final bytes and before anyone runs them, and again when no frame can return into them any
/// more. Any thread may call. A listener never fails: what it can't do any more it leaves out. Disposing forgets what was not removed.
/// </remarks>
internal interface ICodeListener : IDisposable
{
    /// <summary>Code was placed.</summary>
    void Added(in CodeRegion region);

    /// <summary>Code that was announced with <see cref="Added"/> is gone: its bytes may become something else.</summary>
    void Removed(in CodeRegion region);
}
