using Kiket.Portal.Tiers;

namespace Kiket.Portal.Manifests;

/// <summary>Where the extension runs and what its container may reach.</summary>
internal static class HostingReading
{
    public static HostingBlock? Read(Section top, Section extension)
    {
        if (top.Map.Find("deployment") is { } deployment)
            top.Notes.Add(HostingRules.DeploymentDeprecated, "deployment is deprecated.", deployment.Key);
        switch (extension.Node("hosting"))
        {
            case null:
                return null;
            case YamlScalar { Value: "internal" } word:
                return new HostingBlock(null, false, [], true, extension.Notes.LineOf(word));
            case YamlMap map:
                return Read(new Section(map, extension.Name("hosting"), extension.Notes));
            case var other:
                extension.Add(
                    HostingRules.HostingForm, $"hosting is {(other is YamlScalar scalar ? ManifestNotes.Quote(scalar.Value) : other.Noun)}.", "hosting");
                return null;
        }
    }

    private static HostingBlock Read(Section section)
    {
        var tier = section.Text("tier");
        var managed = section.Flag("managed");
        var listsEgress = section.Node("egress") is YamlList;
        var hosting = new HostingBlock(tier, managed, ReadEgress(section), false, section.Line);
        if (tier is not null && HostingTiers.Find(tier) is null)
            section.Add(HostingRules.TierUnknown, $"The tier {ManifestNotes.Quote(tier)} doesn't exist.", "tier");
        if (managed && tier is null)
            section.Add(HostingRules.ManagedWithoutTier, "managed is true, but tier is missing.", "managed");
        if (managed && !listsEgress && hosting.Egress.Count == 0)
            section.Add(HostingRules.ManagedWithoutEgress, "managed is true, but egress is missing.", "managed");
        section.Finish();
        return hosting;
    }

    private static List<EgressHost> ReadEgress(Section section)
    {
        var hosts = new List<EgressHost>();
        var index = 0;
        foreach (var item in section.Items("egress"))
        {
            var name = $"{section.Name("egress")}[{index++}]";
            if (Section.TextOf(item, name, section.Notes) is not { } declared)
                continue;
            var verdict = EgressHosts.Check(declared);
            Report(verdict, declared, item, section.Notes);
            if (!verdict.IsAllowed)
                continue;
            if (hosts.Find(host => host.Host == verdict.Host) is { } earlier)
                section.Notes.Add(HostingRules.EgressTwice, $"{ManifestNotes.Quote(declared)} is listed twice, first on line {earlier.Line}.", item);
            else
                hosts.Add(new EgressHost(declared, verdict.Host, verdict.Form == EgressForm.Wildcard, section.Notes.LineOf(item)));
        }

        return hosts;
    }

    private static void Report(EgressVerdict verdict, string declared, YamlNode at, ManifestNotes notes)
    {
        var quoted = ManifestNotes.Quote(declared);
        switch (verdict.Form)
        {
            case EgressForm.Malformed:
                notes.Add(HostingRules.EgressForm, $"The egress entry {quoted} {verdict.Reason}.", at, verdict.Fix);
                break;
            case EgressForm.PublicSuffix:
                notes.Add(HostingRules.EgressPublicSuffix, $"The egress entry {quoted} {verdict.Reason}.", at, verdict.Fix);
                break;
            case EgressForm.Wildcard:
                notes.Add(HostingRules.EgressWildcard, $"The egress entry {quoted} allows every host below {verdict.Host[2..]}.", at);
                break;
        }

        if (verdict is { IsAllowed: true, IsInternational: true })
            notes.Add(
                HostingRules.EgressInternational,
                $"The network name of the egress entry {quoted} is {verdict.Host}.",
                at,
                $"Write {verdict.Host} if that is the host you mean.");
    }
}
