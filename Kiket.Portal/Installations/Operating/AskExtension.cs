using Kiket.Portal.Data;

namespace Kiket.Portal.Installations.Operating;

public enum ReplyVerdict
{
    /// <summary>It doesn't want to be asked, or it agrees.</summary>
    GoOn,

    Denied,

    /// <summary>It didn't answer in a way that decides.</summary>
    TryAgain,
}

/// <summary>An extension's answer to what is done to an installation of it.</summary>
/// <param name="IsRequired">Whether the operation needs its answer.</param>
public sealed record ExtensionReply(ReplyVerdict Verdict, string? Message = null, bool IsRequired = false)
{
    public static ExtensionReply GoOn { get; } = new(ReplyVerdict.GoOn);

    public IReadOnlyDictionary<string, string> OutputFields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Asks the extension about an operation, with the operation's id as the invocation, so that a second try is known as one.</summary>
public class AskExtension
{
    public virtual Task<ExtensionReply> RunAsync(
        PortalDb db, InstallationOperation operation, Installation installation, CancellationToken cancellationToken) =>
        Task.FromResult(ExtensionReply.GoOn);
}
