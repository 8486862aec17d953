import Kernels
import Tensors

/// 1 where two elements compare so, else 0, element by element, with broadcasting.
///
/// - Gradient: none, as the function is constant between its steps.
///
/// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
public func comparison(
  _ x: Variable, _ y: Variable, _ isTrue: (Float, Float) -> Bool
) -> Variable {
  stepped(x, y) { isTrue($0, $1) ? 1 : 0 }
}

/// z = x − y·⌊x / y⌋, which has the sign of y, element by element, with broadcasting; or with the
/// quotient cut toward 0, so that it has the sign of x.
///
/// - Gradient: dx = dz, dy = −dz times the whole quotient.
///
/// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
public func remainder(_ x: Variable, _ y: Variable, ofCutQuotient isCut: Bool) -> Variable {
  let (x, y) = expandedToEachOther(x, y, "a remainder")
  let (xValue, yValue) = (x.value, y.value)
  let z = stepped(x, y) { x, y in
    let rest = x.truncatingRemainder(dividingBy: y)
    return isCut || rest == 0 || (rest < 0) == (y < 0) ? rest : rest + y
  }
  guard let tape = commonTape(x, y) else { return z }
  let (xSlot, ySlot) = (x.slot, y.slot)
  return tape.record(z.value) { (dz: Span<Float>, gradients: inout GradientStore) in
    gradients.add(dz, to: xSlot)
    gradients.update(ySlot) { dy in
      xValue.withScalars { x in
        yValue.withScalars { y in
          for index in x.indices {
            let quotient = (x[index] / y[index]).rounded(isCut ? .towardZero : .down)
            dy[index] = dy[index] - dz[index] * quotient
          }
        }
      }
    }
  }
}

/// z = x / y cut toward 0, as whole numbers are divided, element by element, with broadcasting.
///
/// - Gradient: none, as the function is constant between its steps.
///
/// - Precondition: the shapes fit each other, as `Shape.broadcast(with:)` says.
public func wholeQuotient(_ x: Variable, _ y: Variable) -> Variable {
  stepped(x, y) { ($0 / $1).rounded(.towardZero) }
}

/// A constant: two elements through a function whose derivatives are zero.
private func stepped(
  _ x: Variable, _ y: Variable, by step: (Float, Float) -> Float
) -> Variable {
  let (x, y) = expandedToEachOther(Variable(x.value), Variable(y.value), "a comparison")
  return Variable(
    Tensor(shape: x.shape) { z in
      x.value.withScalars { x in
        y.value.withScalars { y in
          for index in x.indices { z[index] = step(x[index], y[index]) }
        }
      }
    })
}
