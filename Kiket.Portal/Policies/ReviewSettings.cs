using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Policies;

/// <summary>How reviews are run: one row, from the moment an operator first changes something.</summary>
public sealed class ReviewSettings : VersionedEntity
{
    public const int DefaultTargetHours = 48;
    public const int MaxTargetHours = 24 * 30;
    public const int DefaultSamplePercent = 10;
    public const int MaxSensitiveScopes = 50;
    public const int MaxScopeLength = 100;

    /// <summary>There is only this one.</summary>
    public const int TheOne = 1;

    private ReviewSettings()
    {
    }

    public int Id { get; private set; } = TheOne;

    /// <summary>Within how many hours a submission should be decided.</summary>
    public int TargetHours { get; private set; } = DefaultTargetHours;

    /// <summary>Whether routine releases with clean checks are approved without a person.</summary>
    public bool AutoApproveRoutine { get; private set; }

    /// <summary>How many of a hundred routine releases go to a person all the same, by chance.</summary>
    public int SamplePercent { get; private set; } = DefaultSamplePercent;

    /// <summary>Scopes that need two different approvers when they are new.</summary>
    public IReadOnlyList<string> SensitiveScopes { get; private set; } = PermissionMeanings.DefaultSensitive;

    public string? ChangedByName { get; private set; }

    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>What holds before an operator changed anything.</summary>
    public static ReviewSettings From(ReviewOptions options) =>
        new() { TargetHours = options.TargetHours, AutoApproveRoutine = options.AutoApproveRoutine };

    public Result Change(
        int targetHours, bool autoApproveRoutine, int samplePercent, IReadOnlyList<string> sensitiveScopes, string changedBy, DateTimeOffset now)
    {
        if (targetHours is < 1 or > MaxTargetHours)
        {
            return Error.Field("target_hours", "target_hours_invalid", $"The target lies between 1 and {MaxTargetHours} hours.");
        }

        if (samplePercent is < 0 or > 100)
        {
            return Error.Field("sample_percent", "sample_percent_invalid", "The share lies between 0 and 100 percent.");
        }

        IReadOnlyList<string> scopes = [.. sensitiveScopes
            .Select(scope => scope.Trim().ToLowerInvariant())
            .Where(scope => scope.Length > 0)
            .Distinct(StringComparer.Ordinal)];
        if (scopes.Count > MaxSensitiveScopes || scopes.Any(scope => scope.Length > MaxScopeLength))
        {
            return Error.Field(
                "sensitive_scopes", "sensitive_scopes_invalid", $"Name at most {MaxSensitiveScopes} scopes of at most {MaxScopeLength} characters.");
        }

        (TargetHours, AutoApproveRoutine, SamplePercent, SensitiveScopes) = (targetHours, autoApproveRoutine, samplePercent, scopes);
        (ChangedByName, ChangedAt) = (changedBy, now);
        return Result.Success();
    }
}
