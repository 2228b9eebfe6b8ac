using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kiket.Portal.Data;
using Kiket.Portal.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Kiket.Portal.Tests.Secrets;

public sealed class SecretsTests : IDisposable
{
    private static readonly Guid Owner = Guid.NewGuid();
    private readonly string _directory = Directory.CreateTempSubdirectory("kiket-").FullName;

    [Fact]
    public void A_secret_opens_for_its_purpose_and_owner_alone()
    {
        using var services = Start();
        var box = services.GetRequiredService<SecretBox>();
        var stored = box.Protect("ghp_secret", "RepositoryToken", Owner);
        Assert.DoesNotContain("ghp_secret", stored, StringComparison.Ordinal);
        Assert.True(box.TryReveal(stored, "RepositoryToken", Owner, out var plain));
        Assert.Equal("ghp_secret", plain);
        Assert.False(box.TryReveal(stored, "WebhookSecret", Owner, out _));
        Assert.False(box.TryReveal(stored, "RepositoryToken", Guid.NewGuid(), out _));
        Assert.False(box.TryReveal("no secret at all", "RepositoryToken", Owner, out _));
        Assert.False(box.TryReveal(null, "RepositoryToken", Owner, out _));
    }

    [Fact]
    public void Secrets_survive_a_restart_and_lost_keys_are_reported_without_an_exception()
    {
        string stored;
        using (var services = Start())
        {
            stored = services.GetRequiredService<SecretBox>().Protect("ghp_secret", "RepositoryToken", Owner);
        }

        var keys = Path.Combine(_directory, "keys");
        using (var services = Start())
        {
            Assert.True(services.GetRequiredService<SecretsHealth>().AreReadable);
            Assert.True(services.GetRequiredService<SecretBox>().TryReveal(stored, "RepositoryToken", Owner, out _));
        }

        Directory.Move(keys, keys + "-away");
        using (var services = Start())
        {
            var health = services.GetRequiredService<SecretsHealth>();
            Assert.False(health.AreReadable);
            Assert.NotNull(health.Problem);
            Assert.False(services.GetRequiredService<SecretBox>().TryReveal(stored, "RepositoryToken", Owner, out _));
        }

        Directory.Delete(keys, recursive: true);
        Directory.Move(keys + "-away", keys);
        using var healed = Start();
        Assert.True(healed.GetRequiredService<SecretsHealth>().AreReadable);
    }

    [Fact]
    public void New_keys_are_accepted_once_someone_confirms_them()
    {
        Start().Dispose();
        Directory.Delete(Path.Combine(_directory, "keys"), recursive: true);
        using (var services = Start())
        {
            services.GetRequiredService<SecretsHealth>().Begin();
        }

        using var again = Start();
        Assert.True(again.GetRequiredService<SecretsHealth>().AreReadable);
    }

    [Fact]
    public void The_keys_lie_in_a_folder_for_the_portal_alone()
    {
        using var services = Start();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_directory, "keys")));
        }
    }

    [Fact]
    [Asvs("V11.3.2")]
    public void Secrets_are_encrypted_with_an_approved_cipher_and_sealed()
    {
        using (var services = Start())
        {
            services.GetRequiredService<SecretBox>().Protect("ghp_secret", "RepositoryToken", Owner);
        }

        var key = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(_directory, "keys"), "key-*.xml")));
        Assert.Contains("<encryption algorithm=\"AES_256_CBC\" />", key, StringComparison.Ordinal);
        Assert.Contains("<validation algorithm=\"HMACSHA256\" />", key, StringComparison.Ordinal);
    }

    [Fact]
    [Asvs("V13.3.1")]
    public void A_certificate_protects_the_keys_themselves()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        var path = Path.Combine(_directory, "keys.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "open"));
        Start(path).Dispose();
        Assert.All(
            Directory.GetFiles(Path.Combine(_directory, "keys")),
            file => Assert.DoesNotContain("<masterKey", File.ReadAllText(file), StringComparison.Ordinal));
        using var services = Start(path);
        Assert.True(services.GetRequiredService<SecretsHealth>().AreReadable);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private ServiceProvider Start(string? certificate = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Portal:DataDirectory"] = _directory,
            ["Secrets:CertificatePath"] = certificate,
            ["Secrets:Password"] = certificate is null ? null : "open",
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(new Place());
        services.AddLogging();
        services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section);
        services.AddSingleton<DataDirectory>();
        services.AddSecrets(configuration);
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<SecretsHealth>().Probe();
        return provider;
    }

    private sealed class Place : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";

        public string ApplicationName { get; set; } = "Kiket.Portal";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
