using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Api;

/// <summary>The <c>Api:</c> settings.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    [ValidateObjectMembers]
    public ApiRateOptions RateLimits { get; set; } = new();
}

/// <summary>How often may be called: <c>Api:RateLimits:Token:PerMinute</c> and so on.</summary>
public sealed class ApiRateOptions
{
    /// <summary>All calls with one token.</summary>
    [ValidateObjectMembers]
    public RateOptions Token { get; set; } = new() { Burst = 600, PerMinute = 600 };

    /// <summary>Searches without a token, per address. Other public reads are not limited: they are cheap and cached.</summary>
    [ValidateObjectMembers]
    public RateOptions Search { get; set; } = new() { Burst = 60, PerMinute = 60 };

    /// <summary>Publishes that were accepted, per token. Refused ones and dry runs count as calls alone.</summary>
    [ValidateObjectMembers]
    public RateOptions Publish { get; set; } = new() { Burst = 30, PerMinute = 1 };
}

/// <summary>A bucket: full at <see cref="Burst"/>, refilled evenly.</summary>
public sealed class RateOptions
{
    [Range(1, 1_000_000)]
    public int Burst { get; set; }

    [Range(1, 600_000)]
    public int PerMinute { get; set; }
}

[OptionsValidator]
internal sealed partial class ValidateApiOptions : IValidateOptions<ApiOptions>;
