using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kiket.Portal.Secrets;

namespace Kiket.Portal.Installations.Calls;

/// <summary>A signed token that lets an extension act for one installation for a few minutes.</summary>
public sealed record RuntimeToken(SecretText Text, DateTimeOffset ExpiresAt);

/// <summary>Issues runtime tokens: ES256, with exactly the claims that the SDKs read. Their ids must be integers.</summary>
public sealed class RuntimeTokens(RuntimeKeys keys, RealTime real)
{
    /// <summary>SDKs compare it exactly.</summary>
    public const string Issuer = "kiket.dev";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public async Task<RuntimeToken> IssueAsync(ExtensionTarget target, CancellationToken cancellationToken)
    {
        var now = real.GetUtcNow();
        var expires = now + Lifetime;
        var (keyId, pair) = await keys.SigningAsync(cancellationToken);
        using (pair)
        {
            var header = new JsonObject { ["alg"] = "ES256", ["kid"] = keyId, ["typ"] = "JWT" };
            var claims = new JsonObject
            {
                ["iss"] = Issuer,
                ["sub"] = $"extension:{target.ExtensionNumber}",
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = expires.ToUnixTimeSeconds(),
                ["jti"] = Guid.NewGuid().ToString(),
                ["org_id"] = target.OrganizationNumber,
                ["ext_id"] = target.ExtensionNumber,
                ["pi_id"] = target.InstallationNumber,
                ["proj_id"] = null,
                ["scopes"] = new JsonArray([.. target.Scopes.Select(scope => JsonValue.Create(scope))]),
                ["src"] = "marketplace",
            };
            var signed = $"{Part(header)}.{Part(claims)}";
            var signature = pair.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return new RuntimeToken(new SecretText($"{signed}.{Base64Url.EncodeToString(signature)}"), expires);
        }
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
