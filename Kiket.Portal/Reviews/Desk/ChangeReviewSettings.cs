using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>How reviews are run.</summary>
/// <param name="SensitiveScopes">Scopes that need two different approvers.</param>
public sealed record ReviewSettingsInput(int TargetHours, bool AutoApproveRoutine, int SamplePercent, IReadOnlyList<string> SensitiveScopes);

/// <summary>Lets an operator change how reviews are run. From the first change on, the stored settings replace the configuration.</summary>
public sealed partial class ChangeReviewSettings(OperatorChange operators, IOptions<ReviewOptions> options)
{
    public Task<Result> RunAsync(ReviewSettingsInput input, Actor actor, CancellationToken cancellationToken) =>
        operators.RunAsync(actor, "review_settings.changed", new AuditSubject("review settings", "marketplace"), async db =>
        {
            if (input.SensitiveScopes.FirstOrDefault(scope => scope.Trim().Length > 0 && !Scope().IsMatch(scope.Trim())) is { } odd)
            {
                return Error.Field(
                    "sensitive_scopes",
                    "sensitive_scopes_invalid",
                    $"“{(odd.Length > 40 ? odd[..40] + "…" : odd)}” is not a valid scope. Write one scope per line, such as users:write.");
            }

            var settings = await db.Set<ReviewSettings>().SingleOrDefaultAsync(cancellationToken);
            var before = AuditOf(settings ?? ReviewSettings.From(options.Value));
            if (settings is null)
            {
                settings = ReviewSettings.From(options.Value);
                db.Add(settings);
            }

            var changed = settings.Change(
                input.TargetHours, input.AutoApproveRoutine, input.SamplePercent, input.SensitiveScopes, actor.Name, operators.Now);
            return changed is { Succeeded: false } refused
                ? refused.Error
                : new OperatorAct(before, AuditOf(settings));
        }, cancellationToken);

    private static object AuditOf(ReviewSettings settings) =>
        new { settings.TargetHours, settings.AutoApproveRoutine, settings.SamplePercent, settings.SensitiveScopes };

    [GeneratedRegex(
        "^[a-z0-9_.:*-]{1,100}$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 250)]
    private static partial Regex Scope();
}
