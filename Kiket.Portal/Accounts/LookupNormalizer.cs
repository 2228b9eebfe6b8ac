using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Accounts;

/// <summary>Identity's own normalizer throws on text that Unicode can't normalize, such as U+FFFE typed as an address.</summary>
internal sealed class LookupNormalizer : ILookupNormalizer
{
    private readonly UpperInvariantLookupNormalizer _usual = new();

    public string? NormalizeName(string? name) => _usual.NormalizeName(name is null ? null : PlainText.WellFormed(name));

    public string? NormalizeEmail(string? email) => _usual.NormalizeEmail(email is null ? null : PlainText.WellFormed(email));
}
