using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// Stands in for the sample extensions when Kiket calls them. It verifies the signature and the runtime token as an SDK
/// does, so that a demo shows a real call.
/// </summary>
internal static class SampleHandler
{
    /// <summary>What the publishers of the samples share with Kiket. No secret: it only exists on this machine, in the demo.</summary>
    public const string SigningSecret = "demo-signing-secret";

    private const int MaxBytes = 1024 * 1024;
    private const int MostSkew = 300;

    private static readonly HttpClient Keys = new() { Timeout = TimeSpan.FromSeconds(5) };

    public static async Task AnswerAsync(HttpContext context)
    {
        if (await ReadAsync(context.Request) is not { } body || !IsSigned(context.Request.Headers, body))
        {
            await WriteAsync(context, StatusCodes.Status401Unauthorized, new JsonObject { ["error"] = "The signature is missing or wrong." });
            return;
        }

        var call = JsonNode.Parse(body)!;
        if (await VerifyTokenAsync(call, context.RequestAborted) is { } problem)
        {
            await WriteAsync(context, StatusCodes.Status401Unauthorized, new JsonObject { ["error"] = problem });
            return;
        }

        await WriteAsync(context, StatusCodes.Status200OK, Handle(call));
    }

    private static JsonObject Handle(JsonNode call)
    {
        var name = (string?)call["event"] ?? "";
        var missing = call["secret_status"]?["missing"]?.AsArray().Select(key => (string?)key).ToList() ?? [];
        if (name.EndsWith(".test", StringComparison.Ordinal) && missing.Count > 0)
        {
            return new JsonObject { ["status"] = "deny", ["message"] = $"I can't sign in without {string.Join(", ", missing)}." };
        }

        return new JsonObject
        {
            ["status"] = "allow",
            ["metadata"] = new JsonObject
            {
                ["output_fields"] = new JsonObject
                {
                    ["thread_url"] = "https://chat.acme.test/threads/1",
                    ["customer"] = "Contoso",
                    ["account_url"] = "https://crm.northwind-labs.test/accounts/1",
                    ["contract"] = "C-2026-0117",
                },
            },
        };
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > MaxBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static bool IsSigned(IHeaderDictionary headers, byte[] body)
    {
        var timestamp = headers["X-Kiket-Timestamp"].ToString();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - seconds) > MostSkew)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningSecret), signed));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(headers["X-Kiket-Signature"].ToString()));
    }

    /// <summary>Null when the token is valid by the keys that the portal serves.</summary>
    private static async Task<string?> VerifyTokenAsync(JsonNode call, CancellationToken cancellationToken)
    {
        if (((string?)call["authentication"]?["runtime_token"])?.Split('.') is not [var header, var claims, var signature] || call["api"]?["base_url"] is null)
        {
            return "The runtime token is missing.";
        }

        var served = await Keys.GetStringAsync(new Uri($"{call["api"]!["base_url"]}/.well-known/jwks.json"), cancellationToken);
        var keys = JsonNode.Parse(served)!["keys"]!.AsArray();
        var id = (string?)Part(header)["kid"];
        if (keys.FirstOrDefault(key => (string?)key!["kid"] == id) is not { } found)
        {
            return "The runtime token is signed by an unknown key.";
        }

        using var pair = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars((string)found["x"]!), Y = Base64Url.DecodeFromChars((string)found["y"]!) },
        });
        if (!pair.VerifyData(Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256))
        {
            return "The signature of the runtime token is wrong.";
        }

        var token = Part(claims);
        var isCurrent = (long?)token["exp"] > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return (string?)token["iss"] == "kiket.dev" && isCurrent && token["pi_id"]?.GetValueKind() == JsonValueKind.Number
            ? null
            : "The runtime token is expired or not Kiket's.";
    }

    private static JsonNode Part(string encoded) => JsonNode.Parse(Base64Url.DecodeFromChars(encoded))!;

    private static Task WriteAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
