using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Data;
using Kiket.Portal.Secrets;
using Kiket.Portal.Tests.Checks;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Kiket.Portal.Tests.Secrets;

/// <summary>A secret is recognized again, and whoever has the database alone cannot guess it.</summary>
public sealed class SecretFingerprintTests : IDisposable
{
    private const string Weak = "Summer2026";

    private readonly string _directory = Places.Temporary();
    private readonly List<ServiceProvider> _started = [];

    [Fact]
    public void It_is_the_same_after_a_restart_and_on_every_portal_of_a_data_directory()
    {
        var print = Start().Of(Weak);

        Assert.Equal(16, print.Length);
        Assert.Equal(print, Start().Of(Weak));
        Assert.NotEqual(print, Start().Of(Weak + "!"));
    }

    [Fact]
    public void Portals_that_start_together_agree()
    {
        // The key ring is there first, as a proxy in front of two portals would have it.
        Services().GetRequiredService<SecretBox>().Protect("a", "b", Guid.Empty);
        var portals = Enumerable.Range(0, 8).Select(_ => Start()).ToList();

        var prints = new string[portals.Count];
        Parallel.For(0, portals.Count, index => prints[index] = portals[index].Of(Weak));

        Assert.Single(prints.Distinct(StringComparer.Ordinal));
        Assert.Single(Directory.GetFiles(Path.Combine(_directory, "secrets"), "fingerprint-key*"));
    }

    [Fact]
    public void It_is_no_hash_that_a_guess_leads_to()
    {
        var print = Start().Of(Weak);
        var other = Path.Combine(_directory, "elsewhere");
        Directory.CreateDirectory(other);

        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Weak)))[..16], print);
        Assert.NotEqual(print, Services(other).GetRequiredService<SecretFingerprint>().Of(Weak));
    }

    [Fact]
    public void The_key_lies_encrypted_in_a_folder_for_the_portal_alone()
    {
        Start().Of(Weak);
        var file = Path.Combine(_directory, "secrets", "fingerprint-key-1");

        Assert.DoesNotMatch("^[0-9A-Fa-f]{64}$", File.ReadAllText(file));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        }
    }

    [Fact]
    public void A_lost_key_ring_makes_new_prints_and_one_put_back_brings_the_old_ones()
    {
        var keys = Path.Combine(_directory, "keys");
        var print = Start().Of(Weak);
        Directory.Move(keys, keys + "-away");

        var meanwhile = Start().Of(Weak);
        Assert.NotEqual(print, meanwhile);
        Assert.Equal(meanwhile, Start().Of(Weak));

        Directory.Delete(keys, recursive: true);
        Directory.Move(keys + "-away", keys);
        Assert.Equal(print, Start().Of(Weak));
    }

    [Fact]
    public async Task What_a_scan_stores_of_a_secret_is_keyed()
    {
        await using var scenario = await Scenario.OpenAsync();
        await scenario.CheckAsync(CheckedRepository.Complete.With("src/app.cs", $"var token = \"{CheckedRepository.Token}\";"));

        var facts = await scenario.QueryAsync(db => db.Set<KnownFile>().Select(file => file.Facts).ToListAsync());
        var hit = Assert.Single(facts.SelectMany(file => file.Secrets));
        Assert.Equal(scenario.Get<SecretFingerprint>().Of(CheckedRepository.Token), hit.Print);
        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CheckedRepository.Token)))[..16], hit.Print);
    }

    public void Dispose()
    {
        _started.ForEach(services => services.Dispose());
        Places.Remove(_directory);
    }

    private SecretFingerprint Start() => Services().GetRequiredService<SecretFingerprint>();

    private ServiceProvider Services(string? directory = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Portal:DataDirectory"] = directory ?? _directory })
            .Build();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(new Somewhere());
        services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section);
        services.AddSingleton<DataDirectory>();
        services.AddSecrets(configuration);
        var built = services.BuildServiceProvider();
        _started.Add(built);
        return built;
    }

    private sealed class Somewhere : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "Kiket.Portal";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = Path.GetTempPath();

        public string EnvironmentName { get; set; } = Environments.Production;
    }
}
