using Kiket.Portal.Accounts;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks;

/// <summary>A person's statement that a blocking finding isn't a danger, with their name and reason, shown to reviewers.</summary>
public sealed class FindingOverride
{
    public const int MinReason = 15;
    public const int MaxReason = 1000;

    private FindingOverride()
    {
    }

    public Guid Id { get; private set; }

    public Guid RepositoryId { get; private set; }

    /// <summary>The <see cref="Finding.Key"/>: another secret, or the same one in another file, needs its own override.</summary>
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
