using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Reviews;

public enum Verdict
{
    /// <summary>It is a problem.</summary>
    Real,

    /// <summary>The rule is wrong here; counted per rule.</summary>
    FalseAlarm,

    /// <summary>True, but it does not matter here.</summary>
    Ignored,
}

/// <summary>A reviewer's verdict on one finding. It stays with the finding when the commit changes.</summary>
public sealed class FindingVerdict : VersionedEntity
{
    private FindingVerdict()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    /// <summary>See <see cref="KeyOf"/>.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The rule, such as <c>M101</c>, for counting false alarms.</summary>
    public string RuleId { get; private set; } = "";

    public Verdict Verdict { get; private set; }

    public Guid ReviewerId { get; private set; }

    public string ReviewerName { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    public static FindingVerdict Of(Guid submissionId, Finding finding, Verdict verdict, Guid reviewerId, string reviewerName, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SubmissionId = submissionId,
        Key = KeyOf(finding),
        RuleId = finding.Id,
        Verdict = verdict,
        ReviewerId = reviewerId,
        ReviewerName = reviewerName,
        At = now,
    };

    public void Change(Verdict verdict, Guid reviewerId, string reviewerName, DateTimeOffset now) =>
        (Verdict, ReviewerId, ReviewerName, At) = (verdict, reviewerId, reviewerName, now);

    /// <summary>
    /// Identifies a finding across commits by rule, file and message. The line is left out, because it shifts with other
    /// edits.
    /// </summary>
    public static string KeyOf(Finding finding)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Path}\n{finding.Message}"));
        return $"{finding.Id}-{Convert.ToHexStringLower(hash.AsSpan(0, 12))}";
    }
}
