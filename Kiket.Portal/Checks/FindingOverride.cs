using Kiket.Portal.Accounts;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks;

/// <summary>Somebody's word that a finding that blocks is no danger: named, with a reason, and shown to reviewers.</summary>
public sealed class FindingOverride
{
    public const int MinReason = 15;
    public const int MaxReason = 1000;

    private FindingOverride()
    {
    }

    public Guid Id { get; private set; }

    public Guid RepositoryId { get; private set; }

    /// <summary>The <see cref="Finding.Key"/>: another secret, or the same in another file, needs its own.</summary>
    public string Key { get; private set; } = "";

    public string RuleId { get; private set; } = "";

    public string? Path { get; private set; }

    public string Reason { get; private set; } = "";

    public Guid ByUserId { get; private set; }

    public string ByName { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    internal static FindingOverride Of(Guid repositoryId, Finding finding, string reason, Actor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        RepositoryId = repositoryId,
        Key = finding.Key!,
        RuleId = finding.Id,
        Path = finding.Path is { Length: > 1000 } path ? path[..1000] : finding.Path,
        Reason = reason,
        ByUserId = actor.UserId,
        ByName = actor.Name,
        At = now,
    };
}
