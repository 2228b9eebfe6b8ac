using System.Globalization;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>What the risk of a submission is assessed from, in addition to the difference itself.</summary>
/// <param name="SensitiveScopes">The operators' list.</param>
public sealed record RiskFacts(ReleaseSide? Before, ReleaseSide After, IReadOnlyList<Finding> Findings, IReadOnlyList<string> SensitiveScopes)
{
    /// <summary>The publisher proved control of the repository.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Members of one organization alone will see it, so that organization decides, and one person of it is enough.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Every file of the commit could be checked.</summary>
    public bool IsTreeComplete { get; init; } = true;

    /// <summary>How often a submission of this extension was rejected.</summary>
    public int Rejections { get; init; }

    /// <summary>How many releases of this publisher were approved.</summary>
    public int Approvals { get; init; }

    /// <summary>Listings of others whose name or id looks like this one's, as people read them.</summary>
    public IReadOnlyList<string> LooksLike { get; init; } = [];
}

/// <summary>
/// Determines a submission's change class, and its risk as the sum of named causes. What customers run already weighs most: a mistake there
/// reaches all of them at once, while a first release has nobody yet. So anything that asks more of them (<see cref="AskedOfCustomers"/>)
/// outweighs an ordinary first submission of an unknown publisher, and what the publisher did before takes nothing off it.
/// </summary>
public static class AssessRisk
{
    /// <summary>Above 34, the points of a free first submission by an unknown publisher with two reading scopes and a writing one.</summary>
    private const int AskedOfCustomers = 35;

    /// <summary>As bad as it gets without leaving the platform: it can act as a person, or read everything.</summary>
    private const int SensitiveScope = 40;

    /// <summary>Customers' events leave for a place that nobody has looked at.</summary>
    private const int OtherHost = 35;

    /// <summary>At least twice the price is rarely agreed to and often a slip of the keyboard.</summary>
    private const int Doubled = 30;

    /// <summary>Money changes hands for the first time.</summary>
    private const int NewlyPaid = 25;

    /// <summary>Names that people mistake for another's are how customers of others are caught.</summary>
    private const int LooksLike = 25;

    /// <summary>Nobody can know which hosts are below a name.</summary>
    private const int AnyHostBelow = 20;

    /// <summary>Something may be in the files that nobody checked.</summary>
    private const int TreeIncomplete = 20;

    /// <summary>Kiket runs code that it did not run before, within limits and a list of hosts.</summary>
    private const int NewlyManaged = 15;

    /// <summary>Customers agree to it or keep their price, so it costs trust, not money.</summary>
    private const int Dearer = 15;

    /// <summary>Nobody knows yet how it behaves, and nobody runs it yet.</summary>
    private const int FirstRelease = 10;

    /// <summary>For each one, to <see cref="MostForRejections"/>: somebody found a reason before, and three times say it all.</summary>
    private const int Rejected = 10;

    private const int MostForRejections = 30;

    /// <summary>From <see cref="TrustedFrom"/> approved releases without a rejection: they know the rules.</summary>
    private const int Trusted = -10;

    private const int TrustedFrom = 5;

    /// <summary>It can change what customers have, one kind of thing at a time.</summary>
    private const int WritingScope = 8;

    /// <summary>One host, by name, that a reviewer can look at.</summary>
    private const int NamedHost = 8;

    /// <summary>Customers' automations stop. They notice, and nothing leaks.</summary>
    private const int BreaksAutomations = 5;

    /// <summary>Most are honest, so it only decides between those that are alike.</summary>
    private const int NewPublisher = 5;

    /// <summary>Somebody else may own the repository. The badge says so to customers, too.</summary>
    private const int NotVerified = 5;

    /// <summary>For each one: it hears of more, from the same host.</summary>
    private const int MoreEvents = 4;

    /// <summary>It can read one kind of thing.</summary>
    private const int ReadingScope = 3;

    /// <summary>For each one, to <see cref="MostForWarnings"/>: they ask for a look, and many of one kind are one mistake.</summary>
    private const int Warning = 2;

    private const int MostForWarnings = 20;

    public static Assessment Of(RiskFacts facts, ReleaseDifference difference)
    {
        var two = facts.IsPrivate ? [] : NeedsTwo(facts, difference);
        return new Assessment(Class(difference, two), [.. Reach(facts, difference), .. Circumstances(facts, difference)], two);
    }

    private static ChangeClass Class(ReleaseDifference difference, List<string> needsTwo)
    {
        if (needsTwo.Count > 0)
        {
            return ChangeClass.Sensitive;
        }

        if (difference.IsFirst)
        {
            return ChangeClass.New;
        }

        return difference.Widens ? ChangeClass.Widening : difference.IsOnlyText ? ChangeClass.DocsOnly : ChangeClass.Routine;
    }

    private static List<string> NeedsTwo(RiskFacts facts, ReleaseDifference difference)
    {
        var reasons = new List<string>();
        if (IsNewlyPaid(facts))
        {
            reasons.Add("It is paid for the first time.");
        }

        if (IsNewlyManaged(facts))
        {
            reasons.Add("Kiket hosts it for the first time.");
        }

        reasons.AddRange(NewScopes(difference)
            .Where(scope => PermissionMeanings.IsSensitive(scope, facts.SensitiveScopes))
            .Select(scope => $"It asks for the sensitive scope {scope} for the first time."));
        return reasons;
    }

    private static IEnumerable<RiskCause> Reach(RiskFacts facts, ReleaseDifference difference)
    {
        if (difference.Widens)
        {
            yield return new RiskCause("asks_customers", "Asks more of customers who run it", AskedOfCustomers);
        }

        foreach (var scope in NewScopes(difference))
        {
            yield return PermissionMeanings.IsSensitive(scope, facts.SensitiveScopes)
                ? new RiskCause("sensitive_scope", $"Asks for the sensitive scope {scope} for the first time", SensitiveScope)
                : new RiskCause(
                    "new_scope",
                    $"Asks for {scope} for the first time",
                    scope.EndsWith(":read", StringComparison.Ordinal) ? ReadingScope : WritingScope);
        }

        foreach (var host in difference.In(ChangeArea.Egress).Where(change => change.Kind == ChangeKind.Added))
        {
            yield return host.Key!.StartsWith("*.", StringComparison.Ordinal)
                ? new RiskCause("egress_wildcard", $"May send data to any host below {host.Key[2..]}", AnyHostBelow)
                : new RiskCause("egress_host", $"Sends data to {host.Key}", NamedHost);
        }

        if (difference.In(ChangeArea.Endpoints).Any(change => change.Widens))
        {
            yield return new RiskCause("callback_host", "Events go to another host", OtherHost);
        }

        if (!difference.IsFirst && difference.In(ChangeArea.Events).Count(change => change.Widens) is > 0 and var events)
        {
            yield return new RiskCause("events", Count(events, "more event is", "more events are") + " sent to it", MoreEvents * events);
        }

        if (IsNewlyManaged(facts))
        {
            yield return new RiskCause("managed", "Kiket hosts it for the first time", NewlyManaged);
        }

        if (IsNewlyPaid(facts))
        {
            yield return new RiskCause("paid", "Paid for the first time", NewlyPaid);
        }
        else if (difference.In(ChangeArea.Price).Concat(difference.In(ChangeArea.Hosting)).Any(change => change.Widens))
        {
            yield return IsDoubled(facts)
                ? new RiskCause("doubled", "Costs customers at least twice as much", Doubled)
                : new RiskCause("dearer", "Costs customers more", Dearer);
        }

        if (difference.In(ChangeArea.Actions).Count(change => change.Kind != ChangeKind.Added) is > 0 and var broken && !difference.IsFirst)
        {
            yield return new RiskCause("breaking", Count(broken, "action changes", "actions change") + " in a way that breaks automations", BreaksAutomations);
        }
    }

    private static IEnumerable<RiskCause> Circumstances(RiskFacts facts, ReleaseDifference difference)
    {
        if (facts.Before is null)
        {
            yield return new RiskCause("first_release", "First release of this extension", FirstRelease);
        }

        if (facts.Approvals == 0)
        {
            yield return new RiskCause("new_publisher", "No release of this publisher has been approved yet", NewPublisher);
        }
        else if (facts.Approvals >= TrustedFrom && facts.Rejections == 0 && !difference.Widens)
        {
            yield return new RiskCause("trusted_publisher", $"{facts.Approvals} releases of this publisher have been approved", Trusted);
        }

        foreach (var other in facts.LooksLike)
        {
            yield return new RiskCause("looks_like", $"Looks like {other}", LooksLike);
        }

        if (!facts.IsVerified)
        {
            yield return new RiskCause("not_verified", "Control of the repository isn't proven", NotVerified);
        }

        if (!facts.IsTreeComplete)
        {
            yield return new RiskCause("tree_incomplete", "The repository is too large to check every file", TreeIncomplete);
        }

        if (facts.Rejections > 0)
        {
            yield return new RiskCause(
                "rejected_before",
                $"Rejected {Count(facts.Rejections, "time", "times")} before",
                Math.Min(MostForRejections, facts.Rejections * Rejected));
        }

        if (facts.Findings.Count(finding => finding.Level == FindingLevel.Warning) is > 0 and var warnings)
        {
            yield return new RiskCause("warnings", Count(warnings, "warning", "warnings"), Math.Min(MostForWarnings, warnings * Warning));
        }
    }

    private static bool IsNewlyPaid(RiskFacts facts) =>
        facts.After.Terms.Pricing.Model != PriceModel.Free && (facts.Before?.Terms.Pricing.Model ?? PriceModel.Free) == PriceModel.Free;

    /// <summary>What a month costs, or a unit of one meter.</summary>
    private static bool IsDoubled(RiskFacts facts)
    {
        if (facts.Before is not { } before)
        {
            return false;
        }

        var (old, now) = (before.Terms, facts.After.Terms);
        return IsTwice(old.Pricing.Charged().PriceCents + old.Hosting.MonthlyCents, now.Pricing.Charged().PriceCents + now.Hosting.MonthlyCents)
            || old.Pricing.Charged().Meters.Join(
                now.Pricing.Charged().Meters,
                meter => meter.Key,
                meter => meter.Key,
                (then, today) => IsTwice(then.UnitPriceMicros, today.UnitPriceMicros)).Any(isTwice => isTwice);
    }

    private static bool IsTwice(long before, long after) => before > 0 && after >= before * 2;

    private static bool IsNewlyManaged(RiskFacts facts) =>
        facts.After.Terms.Hosting.Managed && facts.Before?.Terms.Hosting is not { Managed: true };

    private static IEnumerable<string> NewScopes(ReleaseDifference difference) => difference.In(ChangeArea.Permissions)
        .Where(change => change is { Kind: ChangeKind.Added, Key: not null })
        .Select(change => change.Key!);

    private static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
