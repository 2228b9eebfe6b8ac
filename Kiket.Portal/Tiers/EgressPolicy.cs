namespace Kiket.Portal.Tiers;

/// <summary>
/// Decides which hosts one container may reach. An exact entry allows that name; <c>*.example.com</c> allows names with one or
/// more labels below <c>example.com</c>, and not <c>example.com</c> itself.
/// </summary>
public sealed class EgressPolicy
{
    private readonly HashSet<string> _exact = new(StringComparer.Ordinal);

    /// <summary>For <c>*.example.com</c>, the part after the star.</summary>
    private readonly HashSet<string> _above = new(StringComparer.Ordinal);

    /// <param name="declared">As in a manifest. Entries that <see cref="EgressHosts"/> refuses allow nothing.</param>
    public EgressPolicy(IEnumerable<string> declared)
    {
        foreach (var verdict in declared.Select(EgressHosts.Check).Where(verdict => verdict.IsAllowed))
        {
            _ = verdict.Form == EgressForm.Wildcard ? _above.Add(verdict.Host[2..]) : _exact.Add(verdict.Host);
        }
    }

    /// <param name="host">In lower-case ASCII, as <see cref="Foundation.HostName.Ascii"/> returns it.</param>
    public bool Allows(string host)
    {
        if (_exact.Contains(host))
        {
            return true;
        }

        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = host.IndexOf('.', dot + 1))
        {
            if (_above.Contains(host[(dot + 1)..]))
            {
                return true;
            }
        }

        return false;
    }
}
