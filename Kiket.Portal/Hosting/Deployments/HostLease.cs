using Kiket.Portal.Data;

namespace Kiket.Portal.Hosting.Deployments;

/// <summary>Which process runs the containers now, and how it last went. There is one row.</summary>
public sealed class HostLease : VersionedEntity
{
    public static readonly Guid TheOne = new("0d8f7a1e-5f0a-4c54-9a39-6f3d1a2b7c10");

    public const int MaxProblem = 500;

    /// <summary>A process that hasn't renewed it for this long is gone.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private HostLease()
    {
    }

    public Guid Id { get; private set; } = TheOne;

    public Guid Holder { get; private set; }

    public DateTimeOffset Until { get; private set; }

    /// <summary>When rows and engine last were compared.</summary>
    public DateTimeOffset? ComparedAt { get; private set; }

    /// <summary>Since when the engine doesn't respond; null while it does.</summary>
    public DateTimeOffset? UnknownSince { get; private set; }

    /// <summary>Why. While the engine responds: what it had lost lately, null for nothing.</summary>
    public string? Problem { get; private set; }

    public static HostLease New() => new();

    /// <summary>False when another process has it.</summary>
    public bool Take(Guid process, DateTimeOffset now)
    {
        if (Holder != process && Until > now)
        {
            return false;
        }

        (Holder, Until) = (process, now + Length);
        return true;
    }

    public void Compared(string? lost, DateTimeOffset now) => (ComparedAt, UnknownSince, Problem) = (now, null, Short(lost));

    public void Unreachable(string problem, DateTimeOffset now) => (UnknownSince, Problem) = (UnknownSince ?? now, Short(problem));

    private static string? Short(string? text) => text is { Length: > MaxProblem } ? text[..MaxProblem] : text;
}
