using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>What a customer fills in for an extension.</summary>
internal static class SettingChanges
{
    public static IEnumerable<ReleaseChange> Between(OfferTerms? before, OfferTerms after)
    {
        var old = ByKey(before);
        var now = ByKey(after);
        foreach (var (key, setting) in now)
        {
            var name = Name(setting);
            if (!old.TryGetValue(key, out var was))
            {
                var must = setting.Required ? ", which must be filled in" : "";
                yield return new(ChangeArea.Settings, ChangeKind.Added, $"Asks for the {name}{must}.", Key: key);
                continue;
            }

            if (setting.Required && !was.Required)
            {
                yield return new(ChangeArea.Settings, ChangeKind.Changed, $"The {name} must be filled in now.", Key: key);
            }

            if (was.Type != setting.Type)
            {
                var text = $"The type of the {name} changed from {was.Type ?? "text"} to {setting.Type ?? "text"}.";
                yield return new(ChangeArea.Settings, ChangeKind.Changed, text, Key: key);
            }
        }

        foreach (var (key, setting) in old.Where(setting => !now.ContainsKey(setting.Key)))
        {
            yield return new(ChangeArea.Settings, ChangeKind.Removed, $"No longer asks for the {Name(setting)}.", Key: key);
        }
    }

    private static string Name(OfferedSetting setting) => $"{(setting.Secret ? "secret" : "setting")} “{setting.Label ?? setting.Key}”";

    private static Dictionary<string, OfferedSetting> ByKey(OfferTerms? terms) =>
        (terms?.Configuration ?? []).ToDictionary(setting => setting.Key, StringComparer.Ordinal);
}
