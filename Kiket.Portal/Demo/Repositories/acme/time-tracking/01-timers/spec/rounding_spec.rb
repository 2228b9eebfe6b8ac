RSpec.describe "rounding" do
  it "rounds the sum of a day, not single entries" do
    expect(rounded([7, 7, 7], step: 15)).to eq(30)
  end
end
