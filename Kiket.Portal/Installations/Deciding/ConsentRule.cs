using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Installations.Deciding;

/// <summary>Whether a customer must agree before an installation moves from one offer to another. What gets narrower never needs it.</summary>
public static class ConsentRule
{
    public static bool NeedsConsent(OfferTerms installed, OfferTerms candidate) =>
        OfferDifference.Between(installed, candidate).Any(change => change.Widens && change.Area != ChangeArea.Events)
        || Guards(candidate).Except(Guards(installed), StringComparer.Ordinal).Any()
        || NewAnswers(installed, candidate).Any();

    /// <summary>
    /// Keys that a customer must fill in and that the installed offer didn't ask for. Missing secrets don't block an upgrade, and a default
    /// answers for itself.
    /// </summary>
    public static IEnumerable<OfferedSetting> NewAnswers(OfferTerms installed, OfferTerms candidate)
    {
        var answered = installed.Configuration.Where(setting => setting.Required).Select(setting => setting.Key).ToHashSet(StringComparer.Ordinal);
        return candidate.Configuration.Where(setting => setting is { Required: true, Secret: false, HasDefault: false } && !answered.Contains(setting.Key));
    }

    /// <summary>Events that it can stop. One that it is only notified of brings no access that it doesn't have.</summary>
    private static IEnumerable<string> Guards(OfferTerms terms) => terms.Hooks.Where(hook => hook.IsGuard).Select(hook => hook.Event);
}
